package org.moreau.cli;

import java.io.PrintWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The entry point of {@code moreau}. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(run(Shell.ofProcess(), args));
  }

  /** Runs one command and returns its exit code. */
  static int run(Shell shell, String... args) {
    boolean verbose = Arrays.asList(args).contains("--verbose");
    CommandLine line = commandLine(shell);
    line.setParameterExceptionHandler(
        (e, arguments) -> {
          Failure.sentence(shell.err(), UsageFailure.sentence(e));
          return ExitCode.USAGE;
        });
    line.setExecutionExceptionHandler(
        (e, command, result) -> Failure.report(shell.err(), e, verbose));
    try {
      return line.execute(args);
    } catch (LinkageError | OutOfMemoryError | StackOverflowError e) {
      return Failure.report(shell.err(), e, verbose);
    }
  }

  private static CommandLine commandLine(Shell shell) {
    CommandLine data =
        new CommandLine(new DataCommand())
            .addSubcommand(new DataCommand.ListSets(shell))
            .addSubcommand(new DataCommand.Verify(shell))
            .addSubcommand(new DataCommand.Fetch(shell));
    CommandLine line =
        new CommandLine(new RootCommand())
            .addSubcommand(new ListCommand(shell))
            .addSubcommand(new RunCommand(shell))
            .addSubcommand(new PredictCommand(shell))
            .addSubcommand(new BenchCommand(shell))
            .addSubcommand(data);
    line.setOut(new PrintWriter(shell.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(shell.err(), true, StandardCharsets.UTF_8));
    line.setUsageHelpWidth(100);
    line.setUsageHelpAutoWidth(false);
    line.setUnmatchedOptionsAllowedAsOptionParameters(false);
    // Every int is a count.
    ITypeConverter<Integer> count = text -> whole(text, 1, Integer.MAX_VALUE).intValue();
    line.registerConverter(int.class, count);
    line.registerConverter(long.class, text -> whole(text, Long.MIN_VALUE, Long.MAX_VALUE));
    return line;
  }

  /**
   * {@code text} as a number; what is wrong with it is said with the range, however large it is.
   */
  static Long whole(String text, long low, long high) {
    if (!text.matches("[+-]?\\d{1,100}")) {
      throw new TypeConversionException("must be a whole number, got " + text);
    }
    BigInteger value = new BigInteger(text);
    if (value.compareTo(BigInteger.valueOf(low)) < 0
        || value.compareTo(BigInteger.valueOf(high)) > 0) {
      throw new TypeConversionException("must be from " + low + " to " + high + ", got " + text);
    }
    return value.longValue();
  }
}
