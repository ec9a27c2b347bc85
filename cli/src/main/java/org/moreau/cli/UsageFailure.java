package org.moreau.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.moreau.cli.study.NearestName;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line, and names the nearest that would be right. */
final class UsageFailure {
  private UsageFailure() {}

  static String sentence(ParameterException e) {
    CommandLine command = e.getCommandLine();
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      return unmatched(command, unmatched.getUnmatched().get(0));
    } else if (e instanceof MissingParameterException missing && !missing.getMissing().isEmpty()) {
      return missing(command, missing.getMissing().get(0));
    }
    return String.valueOf(e.getMessage())
        .replaceFirst("^Invalid value for option '(--[a-z-]+)' ?(\\([^)]*\\))?: ", "$1 ")
        .replaceFirst("^Invalid value for positional parameter at index \\d+ \\((.*?)\\): ", "$1 ")
        .replaceFirst("^option '(--[a-z-]+)'.* should be specified only once", "$1 is given twice")
        .replaceFirst("'(.*)' is not a boolean", "takes no value, got $1")
        .replaceAll("\\s*\\R\\s*", " ");
  }

  private static String unmatched(CommandLine command, String argument) {
    CommandSpec spec = command.getCommandSpec();
    if (argument.startsWith("-") && argument.length() > 1) {
      List<String> options = new ArrayList<>();
      spec.options().stream().filter(o -> !o.hidden()).forEach(o -> options.add(o.longestName()));
      String name =
          argument.contains("=") ? argument.substring(0, argument.indexOf('=')) : argument;
      return NearestName.unknown("option", name, options);
    } else if (!spec.subcommands().isEmpty()) {
      return NearestName.unknown("command", argument, spec.subcommands().keySet());
    }
    return "the argument " + argument + " is one too many" + help(spec);
  }

  private static String missing(CommandLine command, ArgSpec argument) {
    CommandSpec spec = command.getCommandSpec();
    if (argument instanceof OptionSpec option) {
      boolean given = !option.required();
      return (given ? option.longestName() + " needs a value: " : spec.qualifiedName() + " needs ")
          + option.longestName()
          + " "
          + option.paramLabel()
          + help(spec);
    }
    return spec.qualifiedName()
        + " needs "
        + spec.positionalParameters().stream()
            .filter(ArgSpec::required)
            .map(ArgSpec::paramLabel)
            .collect(Collectors.joining(" "))
        + help(spec);
  }

  private static String help(CommandSpec spec) {
    return "; see " + spec.qualifiedName() + " --help";
  }
}
