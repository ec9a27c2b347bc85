package org.moreau.cli.study;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.moreau.data.DataFolders;

/**
 * One comparison of a paper. Its configuration is a record whose components have a {@link Setting};
 * the record refuses values that make no sense with an IllegalArgumentException.
 */
public interface Study<C extends Record> {
  /** The name in commands, such as {@code japanese-vowels}. */
  String name();

  /** One line: what the study shows. */
  String title();

  /** The paper, with its section or table. */
  String reference();

  /** The configuration whose numbers stand in the documentation. */
  C defaults();

  /** {@code full} made small enough for a look: every method, under 3 minutes on 2 cores. */
  C quick(C full);

  /**
   * The names of the data sets that it reads; where several can serve, of the one that {@code
   * folders} lead to.
   */
  List<String> dataSets(DataFolders folders);

  /** The names of the data sets that it reads with {@code config}. */
  default List<String> dataSets(C config, DataFolders folders) {
    return dataSets(folders);
  }

  /**
   * Settings that have no effect with {@code config}, each with the setting that it needs, as
   * key=value; to change them is refused.
   */
  default Map<String, String> idle(C config) {
    return Map.of();
  }

  /** The names of data sets that it reads only with a setting, by that setting as key=value. */
  default Map<String, String> dataSetsBySetting() {
    return Map.of();
  }

  /**
   * Trains and judges every method for the seeds {@code seed}, {@code seed + 1}, ..., and puts the
   * results into {@code context.summary()}. Between two steps it asks {@code context.stop()};
   * stopped, it saves its state as checkpoints and returns. Called again with a folder that holds
   * such checkpoints, it goes on from there and puts the same results into the summary.
   */
  void run(C config, StudyContext context) throws IOException;

  /**
   * By how many seeds a grid judges each combination at least: 5, and 1 where the validation part
   * is so large (1,000 and more) that its choice does not count on luck.
   */
  default int gridSeeds(C config) {
    return 5;
  }

  /**
   * The validation score of each method for the one seed {@code context.seed()}: higher is better,
   * NaN where training diverged. It never opens the test part. All combinations of a grid share
   * {@code context.folder()}: a checkpoint's name must tell them apart.
   */
  Map<String, Double> validate(C config, StudyContext context) throws IOException;

  /**
   * The model of {@code method}, or of the study's own choice, that a finished run has left.
   *
   * @throws IllegalArgumentException if the study has no such method
   */
  Predictor predictor(RunFolder run, @Nullable String method) throws IOException;
}
