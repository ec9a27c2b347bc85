package org.moreau.cli.study;

import java.util.Map;
import org.moreau.data.ArabicDigits;
import org.moreau.data.SequenceSet;

/** LSTM, AdvLSTM and ProxLSTM on real speech: which of ten Arabic digits is said. */
public final class ArabicDigitsStudy extends FramesStudy<RecurrentConfig> {
  @Override
  public String name() {
    return "arabic-digits";
  }

  @Override
  public String title() {
    return "LSTM, AdvLSTM and ProxLSTM recognise spoken Arabic digits; test accuracy and features";
  }

  @Override
  public String reference() {
    return "ProxNet, section 6.4, Table 4 (AD), Figure 8";
  }

  @Override
  public RecurrentConfig defaults() {
    return new RecurrentConfig(
        RecurrentCell.LSTM.keys(),
        RecurrentCell.LSTM,
        0,
        64,
        3,
        64,
        new RecurrentSchedule(16, 1e-3, 0, 1e-4, 100, 30, 20, 8, 0.3, 1, 1),
        RobustnessConfig.none("0.5", "1", "2", "4"));
  }

  @Override
  public RecurrentConfig quick(RecurrentConfig full) {
    return full.quick(1_000, 4, 2);
  }

  /** Its validation part is large. */
  @Override
  public int gridSeeds(RecurrentConfig config) {
    return 1;
  }

  @Override
  SequenceSet set(RecurrentConfig config) {
    return new ArabicDigits();
  }

  @Override
  RecurrentConfig common(RecurrentConfig config) {
    return config;
  }

  @Override
  Map<RecurrentMethod, Double> published() {
    return Map.of(
        RecurrentMethod.LSTM, 96.32,
        RecurrentMethod.ADV_LSTM, 97.45,
        RecurrentMethod.PROX_LSTM, 97.99);
  }
}
