/** Recurrent layers over whole sequences, plain and with a proximal map of the cell's state. */
@NullMarked
package org.moreau.recurrent;

import org.jspecify.annotations.NullMarked;
