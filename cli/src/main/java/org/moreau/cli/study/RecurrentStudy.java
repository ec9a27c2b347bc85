package org.moreau.cli.study;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.moreau.data.DataFolders;

/** A plain recurrent layer, its adversarial training and the proximal layer on one data set. */
abstract class RecurrentStudy<C extends Record> implements Study<C> {
  /** The comparison that {@code config} asks for. */
  abstract RecurrentComparison comparison(C config);

  @Override
  public List<String> dataSets(DataFolders folders) {
    return List.of(comparison(defaults()).problem().source().name());
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
