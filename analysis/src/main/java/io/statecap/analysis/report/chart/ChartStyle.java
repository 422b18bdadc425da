package io.statecap.analysis.report.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.XYStyler;

/** The look of all static charts: white paper, hairline grid, no box; legends and titles of figures are drawn outside. */
final class ChartStyle {

    private static final Color TEXT = Color.decode(Ink.TEXT.light());
    private static final Color GRID = new Color(0xe5e7eb);
    private static final Color AXIS = new Color(0x9ca3af);

    private ChartStyle() {}

    static XYChart chart(String title, String xLabel, String yLabel, int width, int height) {
        XYChart chart = new XYChart(width, height, ChartTheme.Matlab);
        chart.setTitle(title);
        chart.setXAxisTitle(xLabel);
        chart.setYAxisTitle(yLabel);
        XYStyler style = chart.getStyler();
        style.setChartBackgroundColor(Color.WHITE);
        style.setPlotBackgroundColor(Color.WHITE);
        style.setPlotBorderVisible(false);
        style.setPlotGridLinesColor(GRID);
        style.setPlotGridLinesStroke(new BasicStroke(0.8f));
        style.setAxisTickMarksColor(AXIS);
        style.setAxisTickMarksStroke(new BasicStroke(0.8f));
        style.setAxisTickLabelsColor(TEXT);
        style.setChartFontColor(TEXT);
        style.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 13));
        style.setChartTitleVisible(!title.isEmpty());
        style.setChartTitleBoxVisible(false);
        style.setChartTitlePadding(4);
        style.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        style.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
        style.setAxisTickPadding(4);
        style.setAxisTickMarkLength(4);
        style.setChartPadding(8);
        style.setPlotMargin(0);
        style.setPlotContentSize(1);
        style.setPlotTicksMarksVisible(false);
        style.setLegendVisible(false);
        return chart;
    }
}
