package org.moreau.cli.study;

import java.util.Map;
import org.moreau.data.JapaneseVowels;
import org.moreau.data.SequenceSet;

/** LSTM, AdvLSTM and ProxLSTM on real speech: who of nine speakers says "ae". */
public final class JapaneseVowelsStudy extends FramesStudy<RecurrentConfig> {
  @Override
  public String name() {
    return "japanese-vowels";
  }

  @Override
  public String title() {
    return "LSTM, AdvLSTM and ProxLSTM recognise nine speakers; test accuracy and features";
  }

  @Override
  public String reference() {
    return "ProxNet, section 6.4, Table 4 (JV), Figure 7";
  }

  @Override
  public RecurrentConfig defaults() {
    return new RecurrentConfig(
        RecurrentCell.LSTM.keys(),
        RecurrentCell.LSTM,
        0,
        32,
        3,
        64,
        new RecurrentSchedule(32, 1e-3, 0, 1e-4, 200, 60, 50, 2, 1, 1, 1),
        RobustnessConfig.none("0.5", "1", "2", "4"));
  }

  @Override
  public RecurrentConfig quick(RecurrentConfig full) {
    return full.quick(0, 15, 5);
  }

  @Override
  SequenceSet set(RecurrentConfig config) {
    return new JapaneseVowels();
  }

  @Override
  RecurrentConfig common(RecurrentConfig config) {
    return config;
  }

  @Override
  Map<RecurrentMethod, Double> published() {
    return Map.of(
        RecurrentMethod.LSTM, 94.02,
        RecurrentMethod.ADV_LSTM, 94.96,
        RecurrentMethod.PROX_LSTM, 95.52);
  }
}
