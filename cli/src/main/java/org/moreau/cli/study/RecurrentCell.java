package org.moreau.cli.study;

import java.util.Arrays;
import java.util.List;

/** The kind of recurrent layer that a comparison is of. */
enum RecurrentCell {
  LSTM,
  GRU;

  /** What is trained from scratch, and the others start from. */
  RecurrentMethod plain() {
    return this == LSTM ? RecurrentMethod.LSTM : RecurrentMethod.GRU;
  }

  /** Adversarial training. */
  RecurrentMethod adversarial() {
    return this == LSTM ? RecurrentMethod.ADV_LSTM : RecurrentMethod.ADV_GRU;
  }

  /** The proximal layer. */
  RecurrentMethod proximal() {
    return this == LSTM ? RecurrentMethod.PROX_LSTM : RecurrentMethod.PROX_GRU;
  }

  /** The keys of all its methods. */
  List<String> keys() {
    return Arrays.stream(RecurrentMethod.values())
        .filter(method -> method.cell() == this)
        .map(RecurrentMethod::key)
        .toList();
  }

  /**
   * The method called {@code key}.
   *
   * @throws IllegalArgumentException if it is of the other cell, or unknown, with the nearest
   */
  RecurrentMethod named(String key) {
    if (this == GRU && key.endsWith("-intermediate")) {
      throw new IllegalArgumentException(
          "method "
              + key
              + " needs a state beside h, which a GRU has not (valid with cell=gru: "
              + String.join(", ", keys())
              + ")");
    }
    for (RecurrentCell other : values()) {
      if (other != this && other.keys().contains(key)) {
        throw new IllegalArgumentException(
            "method "
                + key
                + " needs cell="
                + SettingText.of(other)
                + ", got cell="
                + SettingText.of(this)
                + " (valid: "
                + String.join(", ", keys())
                + ")");
      }
    }
    NearestName.require("method", key, keys());
    return Arrays.stream(RecurrentMethod.values())
        .filter(method -> method.key().equals(key))
        .findFirst()
        .orElseThrow();
  }
}
