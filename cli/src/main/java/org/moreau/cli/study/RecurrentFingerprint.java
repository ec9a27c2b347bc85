package org.moreau.cli.study;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.moreau.data.DataSet;

/**
 * All that the training of a recurrent classifier depends on, besides the versions of Moreau and
 * libtorch: the name and the fingerprint of its checkpoint.
 *
 * @param variant settings by which the sequences to learn from are not all that the seed gives of
 *     the data set; empty if they are
 */
record RecurrentFingerprint(DataSet data, String variant, RunSettings run, long seed) {

  /** The fingerprint of {@code method}. */
  String of(RecurrentMethod method, RecurrentPlan plan) {
    return description(method, plan)
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
  String fileName(RecurrentMethod method, RecurrentPlan plan) {
    CRC32 crc = new CRC32();
    crc.update(description(method, plan).getBytes(StandardCharsets.UTF_8));
    return String.format(
        Locale.ROOT, "%s-seed%d-%08x.training.safetensors", method.key(), seed, crc.getValue());
  }

  /** How {@code method} and all that it starts from are trained, on whatever data and machine. */
  String description(RecurrentMethod method, RecurrentPlan plan) {
    StringBuilder text = new StringBuilder(settings(method, plan));
    for (@Nullable RecurrentMethod start = plan.start(method);
        start != null;
        start = plan.start(start)) {
      text.append(" from ").append(settings(start, plan));
    }
    return text + (variant.isEmpty() ? "" : " on " + variant);
  }

  private String settings(RecurrentMethod method, RecurrentPlan plan) {
    RecurrentSchedule schedule = plan.schedule();
    return String.join(
        " ",
        run.study(),
        method.key(),
        "seed=" + seed,
        plan.network().description(),
        "batch=" + schedule.batchSize(),
        "rate=" + plan.rate(method) + (plan.rateDecay() == 1 ? "" : "*" + plan.rateDecay()),
        "decay=" + schedule.weightDecay(),
        "epochs=" + plan.epochs(method),
        "patience=" + schedule.patience(),
        switch (method) {
          case LSTM, LSTM_EXTRA, GRU, GRU_EXTRA -> "";
          case ADV_LSTM, ADV_GRU -> "epsilon=" + schedule.epsilon();
          case PROX_LSTM, PROX_LSTM_INTERMEDIATE, PROX_GRU ->
              "delta="
                  + schedule.delta()
                  + (schedule.deltaEpochs() == 1 ? "" : "/" + schedule.deltaEpochs())
                  + " lambda="
                  + schedule.lambda();
        });
  }
}
