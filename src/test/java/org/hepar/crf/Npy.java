package org.hepar.crf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An array that NumPy has saved (.npy, version 1, float32): its lengths and its numbers, the last axis fastest. */
record Npy(int[] shape, float[] values) {

    private static final int PREFIX = 10;
    private static final Pattern HEADER = Pattern.compile(".*'descr': '<f4'.*'fortran_order': (True|False).*'shape': \\(([\\d, ]*)\\).*", Pattern.DOTALL);

    static Npy read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int header = bytes.getShort(PREFIX - 2);
        Matcher text = HEADER.matcher(new String(bytes.array(), PREFIX, header, StandardCharsets.US_ASCII));
        if (!text.matches()) {
            throw new IllegalArgumentException(file + " is no array of float32");
        }
        int[] shape = Arrays.stream(text.group(2).split("[, ]+")).mapToInt(Integer::parseInt).toArray();
        float[] values = new float[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
        bytes.position(PREFIX + header).slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return new Npy(shape, text.group(1).equals("True") ? lastAxisFastest(shape, values) : values);
    }

    private static float[] lastAxisFastest(int[] shape, float[] firstAxisFastest) {
        float[] values = new float[firstAxisFastest.length];
        for (int i = 0; i < values.length; i++) {
            int rest = i;
            int to = 0;
            for (int length : shape) {
                to = to * length + rest % length;
                rest /= length;
            }
            values[to] = firstAxisFastest[i];
        }
        return values;
    }
}
