package org.hepar.data;

import java.nio.file.Files;
import java.nio.file.Path;
import org.hepar.config.Hash;
import org.hepar.io.Nifti;
import org.hepar.io.StoredGrid;
import org.hepar.volume.LabelMap;
import org.hepar.volume.LabelledVolume;
import org.hepar.volume.Volume;

/** A patient's image and reference as two NIfTI files. */
final class NiftiCase implements Case {

    private final String id;
    private final Path image;
    private final Path reference;
    private volatile String sha256;  // of files that do not change while they are worked with

    NiftiCase(String id, Path image, Path reference) {
        this.id = id;
        this.image = image;
        this.reference = reference;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public StoredGrid stored() {
        return Nifti.readGrid(image);
    }

    @Override
    public LabelledVolume load() {
        Volume volume = Nifti.readVolume(image).volume();
        LabelMap labels = Nifti.readLabels(reference).labels();
        return new LabelledVolume(volume, labels);
    }

    @Override
    public String sha256() {
        if (sha256 == null) {
            sha256 = Hash.sha256("image\t" + content(image) + "\nreference\t" + content(reference) + "\n");
        }
        return sha256;
    }

    /** Of a header's voxels too, which lie in a file beside it. */
    private static String content(Path file) {
        String name = file.getFileName().toString();
        if (!name.endsWith(".hdr") && !name.endsWith(".hdr.gz")) {
            return Hash.sha256(file);
        }
        String pair = name.substring(0, name.lastIndexOf(".hdr")) + ".img";
        Path plain = file.resolveSibling(pair);
        return Hash.sha256(file) + " " + Hash.sha256(Files.exists(plain) ? plain : file.resolveSibling(pair + ".gz"));
    }

    @Override
    public String toString() {
        return "case " + id + " (" + image + ", " + reference + ")";
    }
}
