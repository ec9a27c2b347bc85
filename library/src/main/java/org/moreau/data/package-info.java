/** Data sets as Java arrays, where their files are found, and batches of them as tensors. */
@NullMarked
package org.moreau.data;

import org.jspecify.annotations.NullMarked;
