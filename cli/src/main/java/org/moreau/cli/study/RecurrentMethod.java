package org.moreau.cli.study;

import java.util.ArrayList;
import java.util.List;

/** The ways to train a recurrent classifier that ProxNet's section 6.4 compares, and a control. */
enum RecurrentMethod {
  /** A plain LSTM, trained to convergence. */
  LSTM("lstm"),
  /** The plain LSTM trained on for as many epochs as the others get: what those alone bring. */
  LSTM_EXTRA("lstm-extra"),
  /** Fine-tuned from the plain LSTM with adversarial training. */
  ADV_LSTM("adv-lstm"),
  /** Fine-tuned from the plain LSTM as a ProxLSTM with h = o * tanh(c). */
  PROX_LSTM("prox-lstm"),
  /** The same with h = o * tanh(s), supplement F's recursion. */
  PROX_LSTM_INTERMEDIATE("prox-lstm-intermediate");

  private final String key;

  RecurrentMethod(String key) {
    this.key = key;
  }

  /** The name in settings and results. */
  String key() {
    return key;
  }

  /** Whether its recurrent layer is a ProxLSTM. */
  boolean isProximal() {
    return this == PROX_LSTM || this == PROX_LSTM_INTERMEDIATE;
  }

  static List<String> keys() {
    List<String> keys = new ArrayList<>();
    for (RecurrentMethod method : values()) {
      keys.add(method.key);
    }
    return keys;
  }

  /** The method called {@code key}; an unknown one is refused with the nearest. */
  static RecurrentMethod named(String key) {
    NearestName.require("method", key, keys());
    return values()[keys().indexOf(key)];
  }
}
