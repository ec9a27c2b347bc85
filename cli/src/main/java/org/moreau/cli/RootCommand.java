package org.moreau.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

@Command(
    name = "moreau",
    versionProvider = VersionText.class,
    description = "Proximal deep learning: runs the papers' studies, and uses what they trained.",
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands (moreau COMMAND --help tells more):%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed, for instance for want of disk space",
      "2:wrong usage or bad input",
      "130:stopped by SIGINT after saving (143 by SIGTERM)"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  moreau list                          what there is",
      "  moreau run japanese-vowels --quick   a look at one study",
      "  moreau run japanese-vowels           the study as documented",
      "",
      "Results go to stdout, progress and failures to stderr, files into runs/ or --out."
    })
final class RootCommand implements Callable<Integer> {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this text and leave.")
  boolean help;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the versions of Moreau, libtorch and the JVM.")
  boolean version;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "After a failure, show where it happened.")
  boolean verbose;

  @Override
  public Integer call() {
    CommandLine line = spec.commandLine();
    line.usage(line.getErr());
    return ExitCode.USAGE;
  }
}
