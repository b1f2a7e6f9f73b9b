/**
 * Records to and from YAML text, with file, line, column and path in every error; JSON lines and SHA-256 beside it.
 * Read first: {@link org.hepar.config.Yaml}, then {@link org.hepar.config.Location}.
 * Flow: text → tree of nodes with positions → base and {@code --set} laid over it → records by reflection; and back.
 * A record is its own schema: snake case keys, {@code type} for a sealed choice, every key required, nothing guessed.
 * All problems of a file come at once, in one {@link org.hepar.config.ConfigException}, one line each.
 * Must not know: any domain type. The only package that may use Jackson or SnakeYAML.
 */
package org.hepar.config;
