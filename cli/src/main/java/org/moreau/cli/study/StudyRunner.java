package org.moreau.cli.study;

import java.io.IOException;
import org.moreau.engine.AtomicFile;

/** Runs a study in its folder: the study itself, or the grid that the folder asks for. */
public final class StudyRunner<C extends Record> {
  private final Study<C> study;
  private final Settings<C> settings;

  public StudyRunner(Study<C> study, Settings<C> settings) {
    this.study = study;
    this.settings = settings;
  }

  /**
   * Works until the summary or the winner is written and shown.
   *
   * @return false if a stop was asked for before that; the folder can then be resumed
   */
  public boolean run(StudyContext context) throws IOException {
    RunFolder folder = context.folder();
    try {
      folder.makeFolders();
      return folder.run().grid().isEmpty()
          ? summarised(context)
          : new GridSearch<>(study, settings, folder).run(context);
    } catch (IOException | RuntimeException e) {
      if (!context.resumed()) {
        folder.discardUnused();
      }
      throw e;
    }
  }

  private boolean summarised(StudyContext context) throws IOException {
    Summary summary = context.summary();
    study.run(settings.config(), context);
    if (context.stop().requested()) {
      return false;
    }
    RunFolder folder = context.folder();
    AtomicFile.writeText(folder.summaryFile(), Json.pretty(summary.toMap(folder.run())));
    new ResultTable(summary, folder.run()).print(context.out());
    context.out().println("summary in " + folder.summaryFile());
    if (!summary.failure().isEmpty()) {
      throw new ArithmeticException(summary.failure());
    }
    return true;
  }
}
