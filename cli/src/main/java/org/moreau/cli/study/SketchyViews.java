package org.moreau.cli.study;

import java.io.IOException;
import java.util.List;
import java.util.zip.CRC32;
import org.moreau.data.DataFolders;
import org.moreau.data.ImageDataset;
import org.moreau.data.PairedImages;
import org.moreau.data.PairedImagesSplit;
import org.moreau.data.Sketchy;
import org.moreau.engine.TensorData;

/**
 * Photographs and sketches, scaled by the training part.
 *
 * @param side of the images in pixels
 * @param classes the first so many
 * @param pairs of each class, the test part among them
 */
record SketchyViews(int side, int classes, int pairs) {
  /** The name of the set. */
  static final String NAME = "sketchy";

  /** The names of its views. */
  static final List<String> NAMES = List.of("photo", "sketch");

  /** All parts; with the test part closed if not {@code tested}. */
  ViewsData read(DataFolders folders, long seed, boolean tested) throws IOException {
    Sketchy set = new Sketchy(side, classes, pairs);
    PairedImagesSplit known = set.development(folders, seed);
    PairedImages test = tested ? set.test(folders, seed).scaledBy(known.train()) : null;
    return new ViewsData(
        NAME,
        label(classes + " classes, at most " + pairs + " pairs each"),
        known.train().scaledBy(known.train()),
        known.validation().scaledBy(known.train()),
        test);
  }

  /** What results on it must be called, with what is used of it. */
  String label(String use) {
    return "Sketchy, " + use + ", " + side + " pixels";
  }

  /** A checksum of the images, as the set has no published files. */
  static String content(PairedImages images) {
    CRC32 crc = new CRC32();
    crc.update(bytes(images.first()));
    crc.update(bytes(images.second()));
    return "crc32=" + Long.toHexString(crc.getValue());
  }

  private static byte[] bytes(ImageDataset images) {
    return TensorData.bytes(images.images());
  }
}
