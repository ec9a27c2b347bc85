package org.moreau.cli;

import org.bytedeco.pytorch.Device;
import org.moreau.engine.Check;
import org.moreau.engine.Devices;
import org.moreau.engine.Threads;
import picocli.CommandLine.Option;

/** Where the tensors are, and how many threads work on them. */
final class EngineOptions {
  private static final int MOST_THREADS_BY_DEFAULT = 4;
  // libtorch and OpenBLAS allocate for as many as they are told, and crash if that is too much.
  private static final int MOST_THREADS = 1024;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "cpu",
      description = "cpu, cuda or cuda:i. Default: ${DEFAULT-VALUE}.")
  String device = "cpu";

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Threads of libtorch. Numbers depend on it in the last digits, so runs record it."
              + " Default: the processors of this machine, at most 4.")
  int threads = Math.min(MOST_THREADS_BY_DEFAULT, Runtime.getRuntime().availableProcessors());

  @Option(
      names = "--blas-threads",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Threads of OpenBLAS: 1 for recurrent and convolutional networks, as many as --threads"
              + " for wide dense layers. Default: ${DEFAULT-VALUE}.")
  int blasThreads = 1;

  /** The two counts, checked. */
  Threads threads() {
    return new Threads(count("--threads", threads), count("--blas-threads", blasThreads));
  }

  private static int count(String option, int threads) {
    if (threads > MOST_THREADS) {
      throw new IllegalArgumentException(
          option + " must be at most " + MOST_THREADS + ", got " + threads);
    }
    return Check.positive(option, threads);
  }

  /** The device called {@code name}; a message about it names the option. */
  static Device device(String name) {
    try {
      return Devices.parse(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--" + e.getMessage(), e);
    }
  }
}
