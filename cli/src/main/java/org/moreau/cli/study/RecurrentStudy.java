package org.moreau.cli.study;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.moreau.data.DataFolders;
import org.moreau.data.SequenceSet;

/** LSTM, AdvLSTM and ProxLSTM on one set of sequences; a set is a study of its own. */
abstract class RecurrentStudy<C extends Record> implements Study<C> {
  /** The set, divided as {@code config} says. */
  abstract SequenceSet set(C config);

  /** What {@code config} shares with the other sets. */
  abstract RecurrentConfig common(C config);

  /** The settings by which {@code set} differs from the defaults' one; empty if it does not. */
  String variant(C config) {
    return "";
  }

  /** The test accuracies of the paper in percent. */
  abstract Map<RecurrentMethod, Double> published();

  private RecurrentComparison comparison(C config) {
    return new RecurrentComparison(set(config), variant(config), common(config), published());
  }

  @Override
  public List<String> dataSets(DataFolders folders) {
    return List.of(set(defaults()).source().name());
  }

  @Override
  public Map<String, String> idle(C config) {
    return common(config).idle();
  }

  @Override
  public void run(C config, StudyContext context) throws IOException {
    comparison(config).run(context);
  }

  @Override
  public Map<String, Double> validate(C config, StudyContext context) throws IOException {
    return comparison(config).validate(context);
  }

  @Override
  public Predictor predictor(RunFolder run, @Nullable String method) throws IOException {
    C config = Settings.of(defaults()).with(run.path().toString(), run.settings()).config();
    return comparison(config).predictor(run, method);
  }
}
