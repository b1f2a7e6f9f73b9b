package org.hepar.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HashTest {

    @TempDir
    Path folder;

    /** FIPS 180-2, appendix B.1, and the well-known hash of nothing. */
    @Test
    void publishedVectorsHold() {
        assertThat(Hash.sha256("abc")).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(Hash.sha256(new byte[0])).isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void fileHasTheHashOfItsBytes() throws IOException {
        byte[] bytes = new byte[200_001]; // more than three blocks
        new Random(1).nextBytes(bytes);
        assertThat(Hash.sha256(Files.write(folder.resolve("x"), bytes))).isEqualTo(Hash.sha256(bytes));
    }

    @Test
    void unreadableFileIsNamed() {
        assertThatThrownBy(() -> Hash.sha256(folder.resolve("missing"))).isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(folder.resolve("missing").toString());
    }
}
