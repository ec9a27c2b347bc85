package org.moreau.cli.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;

/** A figure that a test writes, and what is seen in it. */
final class FigureFile {
  private final Path file;

  FigureFile(Path folder) {
    file = folder.resolve("figure.png");
  }

  Path path() {
    return file;
  }

  BufferedImage image() throws IOException {
    String start = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    assertEquals("PNG", start.substring(1, 4));
    BufferedImage image = ImageIO.read(file.toFile());
    assertNotNull(image);
    return image;
  }

  /** How many pixels have just that colour. */
  static int count(BufferedImage image, Color colour) {
    int[] pixels =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    return (int) Arrays.stream(pixels).filter(pixel -> pixel == colour.getRGB()).count();
  }
}
