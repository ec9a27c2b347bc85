package org.moreau.cli.study;

/** The ways to train a recurrent classifier that ProxNet's section 6.4 compares, and a control. */
enum RecurrentMethod {
  /** A plain LSTM, trained to convergence. */
  LSTM("lstm", RecurrentCell.LSTM),
  /** The plain LSTM trained on for as many epochs as the others get: what those alone bring. */
  LSTM_EXTRA("lstm-extra", RecurrentCell.LSTM),
  /** Fine-tuned from the plain LSTM with adversarial training. */
  ADV_LSTM("adv-lstm", RecurrentCell.LSTM),
  /** Fine-tuned from the plain LSTM as a ProxLSTM with h = o * tanh(c). */
  PROX_LSTM("prox-lstm", RecurrentCell.LSTM),
  /** The same with h = o * tanh(s), supplement F's recursion. */
  PROX_LSTM_INTERMEDIATE("prox-lstm-intermediate", RecurrentCell.LSTM),
  /** A plain GRU, trained to convergence. */
  GRU("gru", RecurrentCell.GRU),
  /** The plain GRU trained on, as {@link #LSTM_EXTRA}. */
  GRU_EXTRA("gru-extra", RecurrentCell.GRU),
  /** Fine-tuned from the plain GRU with adversarial training. */
  ADV_GRU("adv-gru", RecurrentCell.GRU),
  /** Fine-tuned from the plain GRU as a ProxGRU. */
  PROX_GRU("prox-gru", RecurrentCell.GRU);

  private final String key;
  private final RecurrentCell cell;

  RecurrentMethod(String key, RecurrentCell cell) {
    this.key = key;
    this.cell = cell;
  }

  /** The name in settings and results. */
  String key() {
    return key;
  }

  RecurrentCell cell() {
    return cell;
  }

  /** Whether it is trained from scratch, and the others of its cell start from it. */
  boolean isPlain() {
    return this == cell.plain();
  }

  /** Whether its loss is adversarial. */
  boolean isAdversarial() {
    return this == cell.adversarial();
  }

  /** Whether its recurrent layer is a proximal one. */
  boolean isProximal() {
    return switch (this) {
      case PROX_LSTM, PROX_LSTM_INTERMEDIATE, PROX_GRU -> true;
      case LSTM, LSTM_EXTRA, ADV_LSTM, GRU, GRU_EXTRA, ADV_GRU -> false;
    };
  }
}
