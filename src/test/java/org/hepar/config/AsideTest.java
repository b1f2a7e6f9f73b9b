package org.hepar.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AsideTest {

    @TempDir
    private Path folder;

    @Test
    void aFileIsReplacedWholeAndItsFolderMade() {
        Path file = folder.resolve("new/file.txt");
        Aside.write(file, "first");
        Aside.write(file, "second");
        assertThat(file).hasContent("second");
        assertThat(file.getParent()).isDirectoryContaining(file::equals).isDirectoryNotContaining(each -> !each.equals(file));
    }

    @Test
    void aFileThatCannotBeWrittenLeavesNothingAside() throws IOException {
        Path inTheWay = Files.createDirectory(folder.resolve("file.txt"));
        Files.createFile(inTheWay.resolve("something"));
        assertThatThrownBy(() -> Aside.write(inTheWay, "text")).isInstanceOf(UncheckedIOException.class)
                .message().startsWith(inTheWay + " cannot be written (").contains("is the disk full or the folder read-only?");
        assertThat(folder).isDirectoryNotContaining(each -> !each.equals(inTheWay));
    }
}
