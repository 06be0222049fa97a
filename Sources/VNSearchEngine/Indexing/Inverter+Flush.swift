extension Inverter {
  /// Writes what was inverted as terms, postings, positions, pairs and lengths of a segment.
  ///
  /// - Returns: The files, and the statistics for the commit.
  func flush(
    segment: UInt64, in directory: DirectoryWriter, unit: Float
  ) throws(SearchError) -> (files: [FileEntry], statistics: SegmentStatistics) {
    var statistics = SegmentStatistics()
    for length in lengths { statistics.add(length: length) }
    let codes = lengths.map { LengthCode.encode($0) }
    let model = ImpactModel(
      k1: ImpactModel.writtenK1, b: ImpactModel.writtenB, averageLength: statistics.averageLength)
    let writer = try InvertedSegmentWriter(
      segment: segment, in: directory, lengthCodes: codes, model: model, unit: unit)
    try write(to: writer)
    var files = try writer.finish()
    let lengthsFile = try directory.makeFile(.lengths, segment: segment)
    try LengthsFile.write(
      codes: codes, lengths: lengths, spans: spans, fieldCount: fieldCount, to: lengthsFile)
    files.append(try lengthsFile.finish())
    return (files, statistics)
  }
}
