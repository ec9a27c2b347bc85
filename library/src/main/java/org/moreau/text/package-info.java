/** Words, their vectors, and what is counted of them in texts. */
@NullMarked
package org.moreau.text;

import org.jspecify.annotations.NullMarked;
