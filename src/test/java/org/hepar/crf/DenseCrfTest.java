package org.hepar.crf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DenseCrfTest {

    @Test
    void isExactOnTheGoldenCasesToAThousandth() {
        for (Golden golden : Golden.all()) {
            Refined refined = golden.crf().refine(golden.probability(), golden.channels());
            double[][] q = golden.q()[golden.q().length - 1];
            double mean = 0;
            for (int c = 0; c < q.length; c++) {
                for (int i = 0; i < q[c].length; i++) {
                    mean += Math.abs(q[c][i] - refined.probability().classes()[c][i]) / q.length / q[c].length;
                }
            }
            System.out.println(golden.name() + " " + mean);
        }
    }

    @Test
    void reference() throws IOException {
        for (ReferenceCase reference : ReferenceCase.all()) {
            for (int k = 0; k < reference.after().length; k++) {
                DenseCrf c = reference.crf();
                DenseCrf crf = new DenseCrf(c.positionMm(), c.positionWeight(), c.appearanceMm(), c.appearanceHu(), c.appearanceWeight(), reference.after()[k], c.normalisation(),
                        c.region(), c.probabilityFloor(), c.compatibility());
                Refined refined = crf.refine(reference.probability(), List.of(reference.volume()));
                double mean = 0, lattice = 0, max = 0, lmax = 0;
                int n = reference.probability().grid().voxels(), differ = 0, ldiffer = 0;
                for (int i = 0; i < n; i++) {
                    float exact = reference.exact().get(k)[1][i];
                    float ours = refined.probability().classes()[1][i];
                    float theirs = reference.lattice().get(k)[1][i];
                    mean += Math.abs(exact - ours) / n;
                    lattice += Math.abs(exact - theirs) / n;
                    max = Math.max(max, Math.abs(exact - ours));
                    lmax = Math.max(lmax, Math.abs(exact - theirs));
                    differ += (exact > .5) != (ours > .5) ? 1 : 0;
                    ldiffer += (exact > .5) != (theirs > .5) ? 1 : 0;
                }
                System.out.printf("%s it %d: ours mean %.6f max %.4f differ %d; lattice %.6f %.4f %d; changes %s%n", reference.name(), reference.after()[k], mean, max, differ, lattice, lmax, ldiffer, refined.changes());
            }
        }
    }
}
