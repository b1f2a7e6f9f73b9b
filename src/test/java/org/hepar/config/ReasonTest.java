package org.hepar.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Java's own file system throws, in words that name neither a class nor the file again. */
class ReasonTest {

    @TempDir
    private Path folder;

    private static String reason(ThrowingCallable action) {
        return Reason.of(catchThrowableOfType(IOException.class, action));
    }

    @Test
    void theCommonReasonsAreTold() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThat(reason(() -> Files.readString(folder.resolve("none")))).isEqualTo("no such file or folder");
        assertThat(reason(() -> Files.createFile(file))).isEqualTo("it exists already");
        assertThat(reason(() -> Files.delete(folder))).isEqualTo("the folder is not empty");
        assertThat(reason(() -> Files.newDirectoryStream(file))).isEqualTo("not a folder");
        assertThat(reason(() -> Files.readString(file.resolve("below")))).isEqualTo("Not a directory");
        assertThat(Reason.of(new AccessDeniedException("/root/file"))).isEqualTo("permission denied");
        assertThat(reason(() -> new RandomAccessFile(folder.resolve("none").toFile(), "r").close())).isEqualTo("no such file or folder");
        assertThat(Reason.of(new FileNotFoundException("/root/file (Permission denied)"))).isEqualTo("permission denied");
        assertThat(Reason.of(new IOException("half a file"))).isEqualTo("half a file");
        assertThat(Reason.of(new IOException())).isEqualTo("IOException");
    }
}
