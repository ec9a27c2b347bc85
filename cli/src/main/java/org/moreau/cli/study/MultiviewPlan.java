package org.moreau.cli.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.Seeds;
import org.moreau.representation.MultiviewMethod;
import org.moreau.representation.MultiviewNetwork;
import org.moreau.representation.MultiviewTask;
import org.moreau.representation.MultiviewTraining;
import org.moreau.training.EpochRecord;
import org.moreau.training.Trainer;

/**
 * What a network for several views is trained with; all methods of a seed start alike.
 *
 * @param epochs of each stage
 */
record MultiviewPlan(MultiviewMethod method, Descent descent, int epochs) {
  private static final double CHECKPOINT_SECONDS = 60;

  /**
   * Trains, from a checkpoint where there is one, and tests the best epoch of the last stage. The
   * epochs of all stages are counted through.
   *
   * @param facts what lines of metrics.jsonl say besides method and seed
   * @return null if a stop was asked for
   */
  <N extends MultiviewNetwork> @Nullable TrainingOutcome train(
      StudyContext context, MultiviewProblem<N> problem, long seed, Map<String, ?> facts)
      throws IOException {
    RecordedTraining training =
        new RecordedTraining(
            context,
            new RecordedTraining.Identity(
                method.key(),
                method.key(),
                seed,
                String.join(
                    " ",
                    problem.description(),
                    method.toString(),
                    descent.toString(),
                    "epochs=" + epochs),
                problem.data(),
                problem.samples(),
                facts));
    int all = epochs * problem.stages(method);
    return training.run(
        all,
        MultiviewPlan::shown,
        new RecordedTraining.Body() {
          @Override
          public @Nullable TrainingOutcome train(
              Path checkpoint, String fingerprint, Trainer.Listener listener) throws IOException {
            return run(context, problem, seed, checkpoint, fingerprint, listener);
          }

          @Override
          public void deleteCheckpoint(Path checkpoint) throws IOException {
            MultiviewTraining.deleteCheckpoints(method, checkpoint);
          }
        });
  }

  private static String shown(EpochRecord record) {
    String name =
        record.metrics().containsKey(MultiviewTask.LOSS)
            ? MultiviewTask.LOSS
            : MultiviewTraining.OBJECTIVE;
    return String.format(
        Locale.ROOT, "%s %.4f", name.replace('_', ' '), record.metrics().get(name));
  }

  private <N extends MultiviewNetwork> @Nullable TrainingOutcome run(
      StudyContext context,
      MultiviewProblem<N> problem,
      long seed,
      Path checkpoint,
      String fingerprint,
      Trainer.Listener listener)
      throws IOException {
    N network = ImageTraining.start(() -> problem.network(method), seed, context);
    MultiviewTraining training =
        new MultiviewTraining(
            network,
            method,
            problem.task(network),
            new MultiviewTraining.Settings(
                new Trainer.Settings(
                    epochs, epochs, Seeds.derive(seed, "steps"), CHECKPOINT_SECONDS),
                descent::on,
                descent.rates()::at));
    List<EpochRecord> history = new ArrayList<>();
    MultiviewTraining.Result result =
        training.run(
            checkpoint,
            fingerprint,
            context.stop(),
            (stage, record, replayed) -> {
              EpochRecord counted = counted(record, history.size() + 1);
              history.add(counted);
              listener.epoch(counted, replayed);
            });
    if (result.stopped()) {
      return null;
    }
    MultiviewTraining.Ended last = result.stages().get(result.stages().size() - 1);
    network.epoch(last.bestEpoch() - 1); // the step of the layer where it is tested with
    int before = history.size() - last.history().size();
    try {
      Map<String, Double> results = problem.test(network);
      return new TrainingOutcome(history, null, before + last.bestEpoch(), results);
    } catch (CancellationException stopped) {
      return null;
    }
  }

  private static EpochRecord counted(EpochRecord record, int epoch) {
    return new EpochRecord(
        epoch, record.trainLoss(), record.metrics(), record.solveError(), record.seconds());
  }
}
