package io.statecap.jobs.query;

import io.statecap.jobs.common.HostSetup;
import io.statecap.jobs.common.UsageException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.apache.commons.io.FileUtils;

/**
 * Finds DuckDB's JDBC driver. The application jar does not hold it, because it is as large as half of the rest: Maven
 * puts it into the folder {@code lib} beside the application jar.
 */
final class DuckDb {

    private static final String DRIVER = "org.duckdb.DuckDBDriver";
    private static final String JARS = "duckdb_jdbc*.jar";

    private DuckDb() {}

    /**
     * A database in memory.
     *
     * @param jar the driver's jar; null to look on the class path and beside the application jar
     * @throws UsageException if there is no driver
     */
    static Connection open(Path jar) throws IOException, SQLException {
        Properties settings = new Properties();
        // A query must not reach for the network.
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        return driver(jar).connect("jdbc:duckdb:", settings);
    }

    private static Driver driver(Path jar) throws IOException {
        if (jar != null) {
            if (!Files.isRegularFile(jar)) {
                throw new UsageException("--duckdb is " + jar + ", but must be the jar of org.duckdb:duckdb_jdbc.");
            }
            return load(jar).orElseThrow(() -> new UsageException("--duckdb is " + jar
                    + ", which does not hold DuckDB's JDBC driver, but must be the jar of org.duckdb:duckdb_jdbc."));
        }
        Optional<Driver> present = instance(DuckDb.class.getClassLoader());
        if (present.isPresent()) {
            return present.get();
        }
        Path lib = besideApplication();
        if (Files.isDirectory(lib)) {
            try (DirectoryStream<Path> jars = Files.newDirectoryStream(lib, JARS)) {
                for (Path found : jars) {
                    Optional<Driver> driver = load(found);
                    if (driver.isPresent()) {
                        return driver.get();
                    }
                }
            }
        }
        throw new UsageException("query needs DuckDB's JDBC driver, which is neither on the class path nor in " + lib
                + ": build with Maven, which puts it there, or give the jar of org.duckdb:duckdb_jdbc as --duckdb"
                + " FILE.jar.");
    }

    private static Path besideApplication() {
        try {
            Path application = Path.of(DuckDb.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            return application.resolveSibling("lib");
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the place of a class is an address", e);
        }
    }

    /** The loader stays open as long as the process: the driver's classes come from it. */
    private static Optional<Driver> load(Path jar) throws IOException {
        return instance(new Loader(jar.toUri().toURL()));
    }

    /**
     * Has the driver's native library unpacked where temporary files go. The driver itself would take the folder that
     * the JVM began with, also where that is full or read-only.
     */
    private static final class Loader extends URLClassLoader {

        private URL library;

        Loader(URL jar) {
            super(new URL[] {jar}, ClassLoader.getPlatformClassLoader());
        }

        @Override
        public URL getResource(String name) {
            URL found = super.getResource(name);
            if (!name.startsWith("libduckdb_java")) {
                return found;
            }
            library = found;
            // The driver then asks for the library by its name.
            return null;
        }

        @Override
        protected String findLibrary(String name) {
            if (library == null) {
                return super.findLibrary(name);
            }
            File file = HostSetup.temporaries().resolve(name + "-" + UUID.randomUUID()).toFile();
            file.deleteOnExit();
            try {
                FileUtils.copyURLToFile(library, file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return file.toString();
        }
    }

    private static Optional<Driver> instance(ClassLoader loader) {
        try {
            return Optional.of((Driver) Class.forName(DRIVER, true, loader).getDeclaredConstructor().newInstance());
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("DuckDB's driver cannot be started", e);
        }
    }
}
