package org.hepar.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 as 64 lower-case hexadecimal digits: the name of a content. */
public final class Hash {

    private static final int BLOCK = 1 << 16; // bytes

    private Hash() {
    }

    public static String sha256(byte[] bytes) {
        return hex(digest().digest(bytes));
    }

    /** Of the text's UTF-8 bytes. */
    public static String sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Of a file's content, read in blocks: its length does not matter.
     *
     * @throws UncheckedIOException naming the file, when it cannot be read
     */
    public static String sha256(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return sha256(in);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read to hash it: " + Reason.of(e), e);
        }
    }

    /** Of what is left in a stream, read in blocks; the stream is not closed. */
    public static String sha256(InputStream in) throws IOException {
        MessageDigest digest = digest();
        byte[] block = new byte[BLOCK];
        for (int read = in.read(block); read >= 0; read = in.read(block)) {
            digest.update(block, 0, read);
        }
        return hex(digest.digest());
    }

    /** The SHA-256 of a content that comes piece by piece. */
    public static final class Growing {

        private final MessageDigest digest = digest();

        /** Takes all that remains in a piece. */
        public void add(ByteBuffer piece) {
            digest.update(piece);
        }

        /** Of all pieces so far; to be asked once. */
        public String sha256() {
            return hex(digest.digest());
        }
    }

    private static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
        }
    }
}
