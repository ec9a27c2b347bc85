package org.moreau.cli.study;

import java.util.Map;
import org.moreau.data.HumanActivity;
import org.moreau.data.SequenceSet;

/** LSTM, AdvLSTM and ProxLSTM on a smartphone's sensors: what its owner is doing. */
public final class HumanActivityStudy extends FramesStudy<HumanActivityStudy.Config> {

  /** The settings: the common ones, and who makes the validation part. */
  public record Config(
      @Setting(
              "validation part: stratified, windows of each activity (paper), or subject, all"
                  + " windows of some people, as the test part is of others than the training part")
          HumanActivity.Split split,
      RecurrentConfig recurrent) {}

  @Override
  public String name() {
    return "har";
  }

  @Override
  public String title() {
    return "LSTM, AdvLSTM and ProxLSTM recognise six activities; test accuracy and features";
  }

  @Override
  public String reference() {
    return "ProxNet, section 6.4, Table 4 (HAR), Figure 5";
  }

  @Override
  public Config defaults() {
    return new Config(
        HumanActivity.Split.STRATIFIED,
        new RecurrentConfig(
            RecurrentCell.LSTM.keys(),
            RecurrentCell.LSTM,
            0,
            64,
            8,
            128,
            new RecurrentSchedule(64, 1e-3, 0, 1e-4, 60, 20, 15, 2, 1, 1, 1),
            RobustnessConfig.none("0.5", "1", "2", "4")));
  }

  @Override
  public Config quick(Config full) {
    return new Config(full.split, full.recurrent.quick(500, 5, 1));
  }

  /** Its validation part is large, but people differ. */
  @Override
  public int gridSeeds(Config config) {
    return config.split == HumanActivity.Split.SUBJECT ? 5 : 1;
  }

  @Override
  SequenceSet set(Config config) {
    return new HumanActivity(config.split);
  }

  @Override
  RecurrentConfig common(Config config) {
    return config.recurrent;
  }

  @Override
  String variant(Config config) {
    return config.split == HumanActivity.Split.SUBJECT ? "split=subject" : "";
  }

  @Override
  Map<RecurrentMethod, Double> published() {
    return Map.of(
        RecurrentMethod.LSTM, 89.75,
        RecurrentMethod.ADV_LSTM, 92.01,
        RecurrentMethod.PROX_LSTM, 92.08);
  }
}
