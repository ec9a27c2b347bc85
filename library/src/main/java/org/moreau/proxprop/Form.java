package org.moreau.proxprop;

import java.util.Locale;

/** What an implicit step works on. */
public enum Form {
  /** The Gram matrix AA' of the rows: examples, or examples and positions. */
  ROWS,
  /** The Gram matrix A'A of the columns: the weights of an output. */
  COLUMNS,
  /** No matrix: the layer's map and its adjoint. */
  MATRIX_FREE;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The form with the fewest multiplications, and how many those are. */
  record Choice(Form form, double operations) {
    static Choice of(StepMode mode, DesignMatrix a) {
      double groups = a.groups();
      double rows = a.rows();
      double columns = a.columns();
      double outputs = a.outputs();
      double gram = groups * rows * rows * columns;
      if (mode instanceof StepMode.Exact) {
        return smallest(
            new Choice(ROWS, gram + groups * rows * rows * (rows / 6 + outputs)),
            new Choice(
                COLUMNS,
                a.columnGramOperations() + groups * columns * columns * (columns / 6 + outputs)));
      }
      boolean published = mode instanceof StepMode.PublishedConjugateGradients;
      double steps =
          published
              ? ((StepMode.PublishedConjugateGradients) mode).steps()
              : ((StepMode.ConjugateGradients) mode).steps();
      Choice columnGram =
          new Choice(
              COLUMNS, a.columnGramOperations() + steps * groups * columns * columns * outputs);
      Choice matrixFree = new Choice(MATRIX_FREE, steps * groups * 2 * rows * columns * outputs);
      Choice best = smallest(columnGram, matrixFree);
      // The recurrence on the rows is per column, and has no published form.
      return a.byColumn() && !published
          ? smallest(new Choice(ROWS, gram + steps * groups * rows * rows * outputs), best)
          : best;
    }

    private static Choice smallest(Choice a, Choice b) {
      return b.operations < a.operations ? b : a;
    }
  }
}
