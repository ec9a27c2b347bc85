package org.moreau.cli;

import org.bytedeco.pytorch.Device;
import org.moreau.engine.Devices;
import org.moreau.engine.Threads;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** Where the tensors are, and how many threads work on them. */
final class EngineOptions {
  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "cpu",
      description = "cpu, cuda or cuda:i. Default: ${DEFAULT-VALUE}.")
  String device = "cpu";

  @Option(
      names = "--threads",
      paramLabel = "N",
      converter = ThreadCount.class,
      defaultValue = "1",
      description =
          "Threads of libtorch. More pay for large layers; a small recurrent net is faster with 1."
              + " Numbers depend on it in the last digits, so runs record it."
              + " Default: ${DEFAULT-VALUE}.")
  int threads = 1;

  @Option(
      names = "--blas-threads",
      paramLabel = "N",
      converter = ThreadCount.class,
      defaultValue = "1",
      description =
          "Threads of OpenBLAS: 1 for recurrent and convolutional networks, as many as --threads"
              + " for wide dense layers. Default: ${DEFAULT-VALUE}.")
  int blasThreads = 1;

  /** Reads a count, so that a message names the option and the range. */
  static final class ThreadCount implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return Main.whole(text, 1, Threads.MOST).intValue();
    }
  }

  /** The two counts. */
  Threads threads() {
    return new Threads(threads, blasThreads);
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
