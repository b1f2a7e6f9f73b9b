package org.hepar.config;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** Why something could not be done with a file, in a few words: the exceptions of Java's file system give a bare path for their commonest reasons. */
public final class Reason {

    private Reason() {
    }

    /**
     * Why a path that is not found cannot even be looked for: a folder on the way that may not be entered, a file in its place, a name that is too long.
     * Empty where it is simply not there, or is there.
     */
    public static Optional<String> unreachable(Path path) {
        try {
            Files.readAttributes(path, BasicFileAttributes.class);
            return Optional.empty();
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(of(e));
        }
    }

    /** The reason of an input or output failure, without the file's name, which stands where the reason is told. */
    public static String of(Exception failure) {
        if (failure instanceof AccessDeniedException || failure instanceof FileNotFoundException && ends(failure, "(Permission denied)")) {
            return "permission denied";
        }
        if (failure instanceof NoSuchFileException || failure instanceof FileNotFoundException && ends(failure, "(No such file or directory)")) {
            return "no such file or folder";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "it exists already";
        }
        if (failure instanceof NotDirectoryException) {
            return "not a folder";
        }
        if (failure instanceof DirectoryNotEmptyException) {
            return "the folder is not empty";
        }
        if (failure instanceof FileSystemException named && named.getReason() != null) {
            return named.getReason();
        }
        return failure.getMessage() != null ? failure.getMessage() : failure.getClass().getSimpleName();
    }

    /** The streams of java.io tell their reason behind the file's name. */
    private static boolean ends(Exception failure, String reason) {
        return failure.getMessage() != null && failure.getMessage().endsWith(reason);
    }
}
