/**
 * Correlation of several views of the same examples: linear canonical correlation analysis, its
 * value as a loss, and its proximal map as a layer. Everything is a function of the Gram matrix of
 * the joined views, and so of a size that does not depend on the batch.
 */
@NullMarked
package org.moreau.multiview;

import org.jspecify.annotations.NullMarked;
