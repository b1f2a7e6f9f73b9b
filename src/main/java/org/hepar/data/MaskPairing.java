package org.hepar.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which masks of two or three folders belong to one case, and what stands in the way of the others.
 *
 * @param pairs the cases that are whole, in the natural order of their ids
 * @param problems the other cases, one for each thing that is wrong; a case may come twice
 */
public record MaskPairing(List<MaskPair> pairs, List<RefusedCase> problems) {

    private static final int SHOWN = 20;

    public MaskPairing {
        pairs = List.copyOf(pairs);
        problems = List.copyOf(problems);
    }

    /**
     * Pairs the files of the folders by case id: what the pattern of a folder says, or what is read off the names. Ids pair when
     * they are equal letter by letter; 01 and 1 are two cases. A single file in each folder is one case whatever the files are
     * called.
     *
     * @param secondReference drawn by another reader, where there is one
     * @throws IllegalArgumentException with all that is wrong with the folders themselves, or when no case is whole
     */
    public static MaskPairing of(MaskFolder prediction, MaskFolder reference, Optional<MaskFolder> secondReference) {
        List<MaskFolder> folders = new ArrayList<>(List.of(prediction, reference));
        secondReference.ifPresent(folders::add);
        MaskPairing pairing = CaseMatching.of(folders).pairing();
        if (pairing.pairs.isEmpty()) {
            pairing.whole();
        }
        return pairing;
    }

    /** The same pairs without those whose headers cannot be read or, unless they are to be resampled, whose grids differ. */
    public MaskPairing withGridsChecked(boolean otherGridsAllowed) {
        return without(pair -> pair.gridProblems(otherGridsAllowed));
    }

    /**
     * The same pairs without those that something is wrong with.
     *
     * @param problems says what, a line each; nothing of a pair that stays
     */
    public MaskPairing without(Function<MaskPair, List<String>> problems) {
        List<MaskPair> sound = new ArrayList<>();
        List<RefusedCase> all = new ArrayList<>(this.problems);
        for (MaskPair pair : pairs) {
            List<String> found = problems.apply(pair);
            found.forEach(wrong -> all.add(RefusedCase.of(pair.caseId(), wrong)));
            if (found.isEmpty()) {
                sound.add(pair);
            }
        }
        return new MaskPairing(sound, all);
    }

    /**
     * The pairs, if nothing is wrong with any case.
     *
     * @throws IllegalArgumentException with a line for each problem, at most 20, and one that says how to score the others
     */
    public List<MaskPair> whole() {
        if (problems.isEmpty()) {
            return pairs;
        }
        throw new IllegalArgumentException(lines(problems) + "\n" + (pairs.isEmpty() ? "no case can be scored; nothing was written"
                : "nothing was scored; --keep-going scores the " + (pairs.size() == 1 ? "case that is" : pairs.size() + " cases that are") + " whole"));
    }

    /** A line for each problem, at most 20. */
    public static String lines(List<RefusedCase> problems) {
        return problems.stream().limit(SHOWN).map(RefusedCase::reason).collect(Collectors.joining("\n"))
                + (problems.size() > SHOWN ? "\n... and " + (problems.size() - SHOWN) + " more" : "");
    }
}
