package io.statecap.analysis.report.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import org.knowm.xchart.style.markers.Marker;

/** Draws a dot of one shape and colour at a data point. */
final class ShapeMarker extends Marker {

    private static final BasicStroke STROKE = new BasicStroke(1.7f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);

    private final Mark.Shape shape;
    private final Color colour;

    ShapeMarker(Mark.Shape shape, Color colour) {
        this.shape = shape;
        this.colour = colour;
    }

    @Override
    public void paint(Graphics2D graphics, double x, double y, int size) {
        double half = size / 2.0;
        graphics.setStroke(STROKE);
        graphics.setColor(colour);
        switch (shape) {
            case CIRCLE -> graphics.fill(new Ellipse2D.Double(x - half, y - half, size, size));
            case RING -> {
                graphics.setColor(Color.WHITE);
                graphics.fill(new Ellipse2D.Double(x - half, y - half, size, size));
                graphics.setColor(colour);
                graphics.draw(new Ellipse2D.Double(x - half, y - half, size, size));
            }
            case CROSS -> {
                graphics.draw(path(x - half, y - half, x + half, y + half));
                graphics.draw(path(x - half, y + half, x + half, y - half));
            }
            case DIAMOND -> graphics.fill(closed(x, y - 1.3 * half, x + 1.3 * half, y, x, y + 1.3 * half,
                    x - 1.3 * half, y));
            case DOWN -> graphics.fill(closed(x, y + half, x + half, y - half, x - half, y - half));
            case TRIANGLE -> graphics.fill(closed(x, y - half, x + half, y + half, x - half, y + half));
        }
    }

    private static Path2D path(double... points) {
        Path2D path = new Path2D.Double();
        path.moveTo(points[0], points[1]);
        for (int i = 2; i < points.length; i += 2) {
            path.lineTo(points[i], points[i + 1]);
        }
        return path;
    }

    private static Path2D closed(double... points) {
        Path2D path = path(points);
        path.closePath();
        return path;
    }
}
