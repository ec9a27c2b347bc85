package org.moreau.data;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.MalformedFileException;

/** Images in files of any kind that the JDK reads, such as JPEG and PNG. */
final class ImageFile {
  private ImageFile() {}

  /**
   * Writes the image at {@code path}, brought to {@code side} x {@code side}, at {@code at}: its
   * red, green and blue plane, row by row; what it shows through is white.
   *
   * @throws MalformedFileException naming the file, if it is not a whole image
   */
  static void planes(Path path, int side, byte[] planes, int at) throws IOException {
    BufferedImage square = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    BufferedImage image = read(path);
    Graphics2D graphics = square.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, side, side, Color.WHITE, null);
    graphics.dispose();
    int[] pixels = square.getRGB(0, 0, side, side, null, 0, side);
    for (int p = 0; p < pixels.length; p++) {
      planes[at + p] = (byte) (pixels[p] >> 16);
      planes[at + pixels.length + p] = (byte) (pixels[p] >> 8);
      planes[at + 2 * pixels.length + p] = (byte) pixels[p];
    }
  }

  private static BufferedImage read(Path path) throws IOException {
    @Nullable BufferedImage image;
    try {
      image = ImageIO.read(path.toFile());
    } catch (IOException | RuntimeException e) {
      // The JDK's readers fail with many kinds of exception where bytes are damaged.
      throw new MalformedFileException(path + ": not a whole image: " + e.getMessage(), e);
    }
    if (image == null) {
      throw new MalformedFileException(path + ": not an image of a kind that Java reads");
    }
    return image;
  }
}
