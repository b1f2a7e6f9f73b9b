package org.hepar.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.hepar.loss.ClassWeights;
import org.hepar.loss.CrossEntropy;
import org.hepar.loss.SoftDice;
import org.hepar.loss.Sum;
import org.hepar.net.Network;
import org.hepar.volume.Grid;
import org.hepar.volume.LabelMap;
import org.hepar.volume.LabelledVolume;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Volume;

/** The smallest thing to learn: bright squares in noise. */
final class Squares {

    private Squares() {
    }

    static LabelledVolume volume(int slices, int side, long seed) {
        Random random = new Random(seed);
        Grid grid = Grid.axial(new Size(slices, side, side), new Spacing(3, 1, 1));
        float[] voxels = new float[grid.voxels()];
        byte[] labels = new byte[grid.voxels()];
        for (int z = 0; z < slices; z++) {
            int top = random.nextInt(side / 2);
            int left = random.nextInt(side / 2);
            for (int y = 0; y < side; y++) {
                for (int x = 0; x < side; x++) {
                    int i = grid.size().index(z, y, x);
                    boolean inside = y >= top && y < top + side / 2 && x >= left && x < left + side / 2;
                    labels[i] = (byte) (inside ? 1 : 0);
                    voxels[i] = (inside ? 0.6f : 0.4f) + (float) random.nextGaussian() * 0.1f;
                }
            }
        }
        return new LabelledVolume(new Volume(grid, voxels), new LabelMap(grid, labels));
    }

    static PreparedCase prepared(int slices, int side, long seed) {
        try {
            Path file = Files.createTempFile("squares", ".prepared");
            PreparedCase.write(file, volume(slices, side, seed));
            PreparedCase opened = PreparedCase.open(file);
            Files.delete(file);
            return opened;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Training training(Network network, int stepsPerEpoch, int epochs, Training.Keep keep) {
        return training(network, stepsPerEpoch, epochs, new AdamW(0.01, 0.9, 0.999, 1e-8, 1e-4, false), new EarlyStopping.None(), keep);
    }

    static Training training(Network network, int stepsPerEpoch, int epochs, Optimiser optimiser, EarlyStopping earlyStopping, Training.Keep keep) {
        return new Training(network, new InitialWeights.Drawn(), new Sum(List.of(new CrossEntropy(new ClassWeights.InverseFrequency(ClassWeights.InverseFrequency.Over.BATCH, 10)), new SoftDice(SoftDice.Over.BATCH, 1))),
                optimiser, new Schedule.OneCycle(0.3), 10, new Sampling(4, 0.5, true, Sampling.Balance.BY_SLICES), List.of(), epochs, stepsPerEpoch, earlyStopping, keep);
    }
}
