package org.moreau.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.moreau.engine.Check;
import org.moreau.engine.Seeds;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sources;

/**
 * Two interleaving half circles with noise: label 1 above, (cos t, sin t), and label 0 below, (1 −
 * cos t, ½ − sin t). Drawn from a seed; the 200 points that ProxNet's authors published can be read
 * where a person has put them.
 */
public final class TwoMoons implements DataSet {
  private static final DataFile FILE =
      new DataFile(
          "2moons.mat",
          7552,
          "6f1f6eb94e8531b170e89a0b138c4bb6c64d03af9ca9587b2840ee4d4468f15b",
          false);

  private static final int PUBLISHED = 200;

  TwoMoons() {}

  /**
   * {@code count} points, half of them on each moon at even distances, moved by Gaussian noise with
   * the standard deviation {@code noise} in both coordinates.
   *
   * @param count even, at least 2
   */
  public static LabelledPoints generate(int count, double noise, long seed) {
    if (count < 2 || count % 2 != 0) {
      throw new IllegalArgumentException("count must be even and at least 2, got " + count);
    }
    Check.nonNegative("noise", noise);
    SplittableRandom random = Seeds.random(seed, "two-moons", "noise");
    double[][] points = new double[count][2];
    int[] labels = new int[count];
    int half = count / 2;
    for (int i = 0; i < count; i++) {
      labels[i] = i < half ? 1 : 0;
      double t = half == 1 ? Math.PI / 2 : Math.PI * (i % half) / (half - 1);
      points[i][0] = labels[i] == 1 ? Math.cos(t) : 1 - Math.cos(t);
      points[i][1] = labels[i] == 1 ? Math.sin(t) : 0.5 - Math.sin(t);
      // Polar method of Box and Muller: two independent normal numbers.
      double radius = noise * Math.sqrt(-2 * Math.log1p(-random.nextDouble()));
      double angle = 2 * Math.PI * random.nextDouble();
      points[i][0] += radius * Math.cos(angle);
      points[i][1] += radius * Math.sin(angle);
    }
    return new LabelledPoints(points, labels);
  }

  /**
   * The 200 training points that ProxNet's authors published, in their order.
   *
   * @throws IOException if {@code folders} do not have the file, or it is another one
   */
  public static LabelledPoints published(DataFolders folders) throws IOException {
    DataSource source = DataSource.of(new TwoMoons(), FILE, folders);
    try (InputStream in = source.content().open()) {
      var file = Mat5.newReader(Sources.wrap(in.readAllBytes())).readMat();
      Matrix x = file.getMatrix("x");
      Matrix y = file.getMatrix("y");
      if (x.getNumRows() != PUBLISHED || x.getNumCols() != 2 || y.getNumRows() != PUBLISHED) {
        throw new IOException("x must be 200 x 2 and y 200 x 1");
      }
      double[][] points = new double[PUBLISHED][2];
      int[] labels = new int[PUBLISHED];
      for (int i = 0; i < PUBLISHED; i++) {
        points[i][0] = x.getDouble(i, 0);
        points[i][1] = x.getDouble(i, 1);
        labels[i] = y.getInt(i, 0) > 0 ? 1 : 0;
      }
      return new LabelledPoints(points, labels);
    } catch (IOException | RuntimeException e) {
      throw new IOException(source.place() + " is not the published file: " + e.getMessage(), e);
    }
  }

  @Override
  public String name() {
    return "two-moons";
  }

  @Override
  public String title() {
    return "Two moons: the 200 points that ProxNet's authors published";
  }

  @Override
  public String origin() {
    return "folder dropout of https://github.com/learndeep2019/ProxNet";
  }

  @Override
  public String licence() {
    return "none stated, so that it is neither bundled nor fetched";
  }

  @Override
  public List<DataFile> files() {
    return List.of(FILE);
  }

  @Override
  public boolean bundled() {
    return false;
  }

  @Override
  public boolean fetchable() {
    return false;
  }

  @Override
  public List<Path> fetch(Path dataFolder) throws IOException {
    throw new IOException(
        "data set two-moons is not fetched, as its authors state no licence; put "
            + FILE.name()
            + " from the "
            + origin()
            + " into "
            + dataFolder.resolve("two_moons"));
  }
}
