package org.hepar.cascade;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hepar.preprocess.HuWindow;
import org.hepar.volume.Grid;
import org.hepar.volume.Volume;

/**
 * What images the networks of a cascade are made for.
 *
 * @param windows of all its networks
 * @param recorded of those whose training images are known
 */
public record Intention(List<HuWindow> windows, List<MadeFor> recorded) {

    /** Why a grid is none that they are made for; empty where it is one. */
    public List<String> against(Grid grid) {
        return recorded.stream().flatMap(one -> one.against(grid).stream()).distinct().toList();
    }

    /** Why an image's values are none that they are made for; empty where they are. */
    public List<String> against(Volume image) {
        Map<HuWindow, ImageFacts> facts = new HashMap<>();
        Function<HuWindow, ImageFacts> of = window -> facts.computeIfAbsent(window, one -> ImageFacts.of(image, one));
        List<String> normalised = windows.stream().flatMap(window -> MadeFor.againstWindow(of.apply(window), window).stream()).limit(1).toList();
        return normalised.isEmpty() ? recorded.stream().flatMap(one -> one.against(of.apply(one.window())).stream()).distinct().toList() : normalised;
    }

    /** Of both. */
    public Intention and(Intention other) {
        return new Intention(Stream.concat(windows.stream(), other.windows.stream()).distinct().toList(),
                Stream.concat(recorded.stream(), other.recorded.stream()).distinct().toList());
    }
}
