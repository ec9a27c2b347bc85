/**
 * Functions with a kernel's inner product: embeddings of finite size, invariances as penalties on
 * them, and what a proximal map makes of a kernel.
 */
@NullMarked
package org.moreau.kernel;

import org.jspecify.annotations.NullMarked;
