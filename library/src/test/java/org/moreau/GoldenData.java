package org.moreau;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.NpyFile;
import org.moreau.engine.TensorData;

/** Reads the reference numbers under src/test/resources/golden. */
public final class GoldenData {
  private final String folder;

  public GoldenData(String folder) {
    this.folder = "/golden/" + folder + "/";
  }

  /** A scalar. */
  public double number(String name) {
    return TensorData.doubles(tensor(name))[0];
  }

  /** The array {@code name}.npy. */
  public Tensor tensor(String name) {
    try (InputStream in = GoldenData.class.getResourceAsStream(folder + name + ".npy")) {
      if (in == null) {
        throw new IllegalArgumentException("no golden array " + folder + name);
      }
      return NpyFile.read(folder + name, in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
