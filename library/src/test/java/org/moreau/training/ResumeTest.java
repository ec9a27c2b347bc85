package org.moreau.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.moreau.engine.StopSignal;
import org.moreau.engine.Threads;

class ResumeTest {
  private static final int EPOCHS = 3;
  @TempDir private Path folder;

  @BeforeAll
  static void useOneThread() {
    new Threads(1, 1).apply();
  }

  private static Trainer trainer(TrainingCase c, double checkpointSeconds) {
    Trainer.Settings settings = new Trainer.Settings(EPOCHS, EPOCHS, 9, checkpointSeconds);
    return new Trainer(c.model(), c.optimizer(), c.task(), settings);
  }

  private static String outcome(TrainingCase c, Trainer.Result result) throws Exception {
    assertFalse(result.stopped());
    assertTrue(result.bestEpoch() < EPOCHS, "the best epoch must not be the last");
    return Fingerprints.of(c.model()) + Fingerprints.of(result.history()) + result.bestEpoch();
  }

  private Trainer.Result run(TrainingCase c, Path file, double checkpointSeconds, int stopAfter)
      throws IOException {
    StopSignal stop = StopSignal.manual();
    int[] steps = {0};
    return trainer(c, checkpointSeconds)
        .run(
            file,
            "print",
            stop,
            new Trainer.Listener() {
              @Override
              public void step(int epoch, int step, int count, double loss) {
                if (++steps[0] == stopAfter) {
                  stop.request();
                }
              }
            });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void stoppedAfterAnyStepItEndsTheSame(boolean adam) throws Exception {
    TrainingCase whole = new SmallCase(adam);
    String expected = outcome(whole, run(whole, folder.resolve("whole"), 1000, -1));

    for (int stopAfter = 1; stopAfter < EPOCHS * SmallCase.STEPS; stopAfter++) {
      Path file = folder.resolve("stopped-" + stopAfter);
      assertTrue(run(new SmallCase(adam), file, 1000, stopAfter).stopped());

      TrainingCase resumed = new SmallCase(adam);
      assertEquals(expected, outcome(resumed, run(resumed, file, 1000, -1)), file.toString());
    }
  }

  @Test
  void stoppedAfterEveryStepItEndsTheSame() throws Exception {
    TrainingCase whole = new SmallCase();
    String expected = outcome(whole, run(whole, folder.resolve("whole"), 0, -1));

    Path file = folder.resolve("parts");
    TrainingCase part;
    Trainer.Result result;
    int runs = 0;
    do {
      part = new SmallCase();
      result = run(part, file, 0, 1);
      runs++;
    } while (result.stopped());

    assertEquals(expected, outcome(part, result));
    assertTrue(runs >= EPOCHS * SmallCase.STEPS, "only " + runs + " runs");
  }

  @Test
  void historyIsReplayedOnce() throws Exception {
    Path file = folder.resolve("run");
    List<String> heard = new ArrayList<>();
    Trainer.Listener listener =
        new Trainer.Listener() {
          @Override
          public void epoch(EpochRecord record, boolean replayed) {
            heard.add(record.epoch() + (replayed ? " replayed" : " new"));
          }
        };
    run(new SmallCase(), file, 1000, SmallCase.STEPS + 1);

    trainer(new SmallCase(), 1000).run(file, "print", StopSignal.manual(), listener);
    trainer(new SmallCase(), 1000).run(file, "print", StopSignal.manual(), listener);

    assertEquals(
        List.of("1 replayed", "2 new", "3 new", "1 replayed", "2 replayed", "3 replayed"), heard);
  }

  @Test
  void finishedRunIsNotTrainedAgain() throws Exception {
    Path file = folder.resolve("run");
    TrainingCase first = new SmallCase();
    String expected = outcome(first, run(first, file, 1000, -1));
    byte[] written = Files.readAllBytes(file);

    TrainingCase second = new SmallCase();
    assertEquals(expected, outcome(second, run(second, file, 1000, -1)));
    assertArrayEquals(written, Files.readAllBytes(file));
  }

  @Test
  void secondsAddUpOverInterruptions() throws Exception {
    Path file = folder.resolve("run");
    run(new SmallCase(), file, 1000, 2);
    double before = Checkpoint.read(file).progress().seconds;
    assertTrue(before > 0);

    Trainer.Result result = run(new SmallCase(), file, 1000, -1);

    assertTrue(result.history().get(0).seconds() > before);
  }
}
