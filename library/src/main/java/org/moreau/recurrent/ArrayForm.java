package org.moreau.recurrent;

/** A cell that has formulas on arrays too. */
interface ArrayForm {
  ArrayCell.Kind onArrays();
}
