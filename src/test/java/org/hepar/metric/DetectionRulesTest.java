package org.hepar.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.hepar.metric.ChlebusMatching.Hit;
import org.hepar.metric.LitsMatching.Form;
import org.hepar.voxel.Connectivity;
import org.junit.jupiter.api.Test;

class DetectionRulesTest {

    @Test
    void aVariantChangesOneRule() {
        assertThat(DetectionRules.LITS_2017.with("overlap_0"))
                .isEqualTo(new DetectionRules(Connectivity.SIX, new LitsMatching(0, Form.AS_IT_IS), 10));
        assertThat(DetectionRules.LITS_2017_CORRECTED.with("connectivity_18"))
                .isEqualTo(new DetectionRules(Connectivity.EIGHTEEN, new LitsMatching(0.5, Form.CORRECTED), 10));
        assertThat(DetectionRules.CHLEBUS_2018.with("dice_0.3"))
                .isEqualTo(new DetectionRules(Connectivity.TWENTY_SIX, new ChlebusMatching(0.3, Hit.ABOVE), 10));
        assertThat(DetectionRules.CHLEBUS_2018.with("reaching_0.3"))
                .isEqualTo(new DetectionRules(Connectivity.TWENTY_SIX, new ChlebusMatching(0.3, Hit.AT_LEAST), 10));
    }

    @Test
    void aVariantThatTheRulesDoNotHaveIsRefusedNamingThoseTheyHave() {
        for (String wrong : List.of("dice_0.3", "overlap", "overlap_x", "connectivity_8", "overlap_-1")) {
            assertThatIllegalArgumentException().isThrownBy(() -> DetectionRules.LITS_2017.with(wrong))
                    .withMessage("variant (=" + wrong + ") is not one of [overlap_0 to below 1, connectivity_6, connectivity_18, connectivity_26]");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> DetectionRules.CHLEBUS_2018.with("overlap_0")).withMessageContaining("dice_0 to below 1");
    }

    @Test
    void impossibleRulesAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ChlebusMatching(1, Hit.ABOVE)).withMessageContaining("matching threshold (=1.0)");
        assertThatIllegalArgumentException().isThrownBy(() -> new LitsMatching(-0.1, Form.CORRECTED)).withMessageContaining("matching threshold (=-0.1)");
        assertThatIllegalArgumentException().isThrownBy(() -> new DetectionRules(Connectivity.SIX, new ChlebusMatching(0.2, Hit.ABOVE), Double.NaN))
                .withMessageContaining("large lesion (=NaN mm)");
    }

    @Test
    void rulesInWordsNameTheirNumbers() {
        assertThat(new DetectionRules(Connectivity.TWENTY_SIX, new ChlebusMatching(0.37, Hit.AT_LEAST), 12).rules().toString())
                .contains("26 neighbours", "at least 0.37", "12.0 mm");
        assertThat(DetectionRules.LITS_2017.rules().toString()).contains("6 neighbours", "above 0.5", "as the scorer's code computes");
        assertThat(DetectionRules.LITS_2017_CORRECTED.rules().keySet()).isEqualTo(DetectionRules.CHLEBUS_2018.rules().keySet());
    }

    @Test
    void sizeClassesMeetAtTenAndTwentyMillimetres() {
        assertThat(SizeClass.of(9.999)).isEqualTo(SizeClass.SMALL);
        assertThat(SizeClass.of(10)).isEqualTo(SizeClass.MEDIUM);
        assertThat(SizeClass.of(20)).isEqualTo(SizeClass.MEDIUM);
        assertThat(SizeClass.of(20.001)).isEqualTo(SizeClass.LARGE);
    }
}
