package org.hepar.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a file means that was written before a key existed: so that what was run once can be put to use by later versions
 * ({@link Yaml#readRecorded}). A file that a person writes has to have the key all the same.
 *
 * <p>On a component of a record: the value that its absence means, as YAML. On a sealed interface: the type of a map that
 * names none.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
public @interface Formerly {

    /** YAML of the value; empty where the key had another name. */
    String value() default "";

    /** The name that the key had; where a list is read, the one value that stood there is its only item. */
    String key() default "";
}
