package org.moreau.cli.study;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32;
import org.moreau.data.DataSet;

/**
 * All that the training of a recurrent classifier depends on, besides the versions of Moreau and
 * libtorch: the name and the fingerprint of its checkpoint.
 *
 * @param variant settings by which the sequences to learn from are not all that the seed gives of
 *     the data set; empty if they are
 */
record RecurrentFingerprint(DataSet data, String variant, RunSettings run, long seed) {

  /** The fingerprint of {@code method}; {@code start} is what the plain layer is trained with. */
  String of(RecurrentMethod method, RecurrentTraining.Plan plan, RecurrentTraining.Plan start) {
    return description(method, plan, start)
        + " data "
        + run.data().learntFrom(data)
        + " device="
        + run.device()
        + " threads="
        + run.threads().torch()
        + " blas-threads="
        + run.threads().blas();
  }

  /**
   * The name of the checkpoint: it tells the combinations of a grid apart, which share a folder.
   * What is the same for all of a run is left out, so that a change of it is found and refused.
   */
  String fileName(
      RecurrentMethod method, RecurrentTraining.Plan plan, RecurrentTraining.Plan start) {
    CRC32 crc = new CRC32();
    crc.update(description(method, plan, start).getBytes(StandardCharsets.UTF_8));
    return String.format(
        Locale.ROOT, "%s-seed%d-%08x.training.safetensors", method.key(), seed, crc.getValue());
  }

  /** How {@code method} is trained, on whatever data and machine. */
  String description(
      RecurrentMethod method, RecurrentTraining.Plan plan, RecurrentTraining.Plan start) {
    String own = settings(method, plan);
    return (method.isPlain() ? own : own + " from " + settings(method.cell().plain(), start))
        + (variant.isEmpty() ? "" : " on " + variant);
  }

  private String settings(RecurrentMethod method, RecurrentTraining.Plan plan) {
    return String.join(
        " ",
        run.study(),
        method.key(),
        "seed=" + seed,
        plan.sizes().toString(),
        "batch=" + plan.batchSize(),
        "rate=" + plan.learningRate(),
        "decay=" + plan.weightDecay(),
        "epochs=" + plan.epochs(),
        "patience=" + plan.patience(),
        switch (method) {
          case LSTM, LSTM_EXTRA, GRU, GRU_EXTRA -> "";
          case ADV_LSTM, ADV_GRU -> "epsilon=" + plan.epsilon();
          case PROX_LSTM, PROX_LSTM_INTERMEDIATE, PROX_GRU ->
              "delta=" + plan.delta() + " lambda=" + plan.lambda();
        });
  }
}
