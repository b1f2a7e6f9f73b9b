package org.hepar.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {

    @ParameterizedTest
    @CsvSource({"lowerHu,lower_hu", "HuWindow,hu_window", "UNet,unet", "ResUNet,res_unet", "NoRefinement,no_refinement",
            "beta1,beta1", "UNet3D,unet3d", "recallAtLeast10Mm,recall_at_least_10_mm", "CTWindow,ct_window", "x,x",
            "ResampleInPlane,resample_in_plane", "asdMm,asd_mm", "AdamW,adamw"})
    void namesBecomeSnakeCase(String name, String key) {
        assertThat(Names.snake(name)).isEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource({"epoch,epochs", "ephocs,epochs", "learningRate,learning_rate", "batchsize,batch_size", "Epochs,epochs"})
    void nearNamesAreFound(String typed, String meant) {
        assertThat(Names.nearest(typed, List.of("epochs", "learning_rate", "batch_size", "seed"))).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"colour", "lr", "x"})
    void farNamesAreNot(String typed) {
        assertThat(Names.nearest(typed, List.of("epochs", "learning_rate", "batch_size", "y"))).isEmpty();
    }
}
