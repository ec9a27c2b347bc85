/** Sounds and what is heard in them: cepstra, and the shape of the vocal tract. */
@NullMarked
package org.moreau.speech;

import org.jspecify.annotations.NullMarked;
