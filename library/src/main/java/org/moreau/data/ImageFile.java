package org.moreau.data;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.moreau.engine.MalformedFileException;

/** Images in files of any kind that the JDK reads, such as JPEG and PNG. */
final class ImageFile {
  private static final int LAST = 64;

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
    byte[] content = Files.readAllBytes(path);
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(content))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new MalformedFileException(path + ": not an image of a kind that Java reads");
      }
      ImageReader reader = readers.next();
      List<String> damages = new ArrayList<>();
      reader.addIIOReadWarningListener((source, warning) -> damages.add(warning));
      reader.setInput(in, true, true);
      BufferedImage image = reader.read(0);
      reader.dispose();
      // What is cut off or damaged in a JPEG file is but warned of, and in PNG passed over.
      damages.removeIf(
          warning -> !warning.startsWith("Premature") && !warning.startsWith("Corrupt"));
      if (!damages.isEmpty()) {
        throw new MalformedFileException(path + ": not a whole image: " + damages.get(0));
      }
      if (!isEnded(content, reader.getFormatName())) {
        throw new MalformedFileException(path + ": not a whole image: it is cut off");
      }
      return image;
    } catch (MalformedFileException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The JDK's readers fail with many kinds of exception where bytes are damaged.
      throw new MalformedFileException(path + ": not a whole image: " + e.getMessage(), e);
    }
  }

  /** Whether the mark of the end is among the last bytes, where the format has one. */
  private static boolean isEnded(byte[] content, String format) {
    String mark =
        switch (format.toLowerCase(Locale.ROOT)) {
          case "png" -> "IEND";
          case "jpeg", "jpg" -> "\u00FF\u00D9";
          default -> "";
        };
    int from = Math.max(0, content.length - LAST);
    return new String(content, from, content.length - from, StandardCharsets.ISO_8859_1)
        .contains(mark);
  }
}
