package org.hepar.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page shows the layers that are built. */
class NetworksPageTest {

    @Test
    void thePageHasTheTablesOfTheNetworks() throws IOException {
        assertThat(Files.readString(Path.of("docs/networks.md"))).contains(new ChristUNet(1, 64, Norm.NONE, 0).layers(2).table(388))
                .contains(new ChlebusUNet(1, 32, 0.5).layers(2).table(516)).contains(new AlexFcn(1, 1, 0.5).layers(2).table(512))
                .contains(new UNet(1, 4, 16, Norm.BATCH, 0).layers(2).table(128));
    }
}
